"""What is run, deployed and built: containers, services, workflows."""
